// Everything: choose a form, fit it to data, look at it, ship it.
#pragma once

#include "ansatz/array.h"
#include "ansatz/compile.h"
#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/fit.h"
#include "ansatz/grad.h"
#include "ansatz/losses.h"
#include "ansatz/model.h"
#include "ansatz/nn.h"
#include "ansatz/operations.h"
#include "ansatz/optim.h"
#include "ansatz/run.h"
#include "ansatz/safetensors.h"
#include "ansatz/scope.h"
#include "ansatz/split.h"
#include "ansatz/table.h"
