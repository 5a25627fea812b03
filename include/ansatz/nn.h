// Networks: scopes, initialisers, layers, activations, and architectures by name.
#pragma once

#include "ansatz/architectures.h"
#include "ansatz/initializers.h"
#include "ansatz/layers.h"
#include "ansatz/scope.h"
