// Highway, for the files that are compiled once per instruction set: include this in place of <hwy/highway.h>.
#pragma once

// The portable set is Highway's four-lane emulation. Before g++ 12.3 Highway falls back to one lane, because g++
// miscompiles its emulated 16-bit high multiplication (GCC bug 106322), which nothing here uses.
#if defined(HWY_COMPILE_ONLY_EMU128) && !defined(HWY_BROKEN_EMU128)
#define HWY_BROKEN_EMU128 0
#endif

#include <hwy/highway.h>
