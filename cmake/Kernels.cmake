# Lists the files of src/cpu/kernels/ for src/cpu/kernel.h: ANSATZ_KERNELS(name), one a line. Adding a file adds a kernel.
file(GLOB kernel_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/cpu/kernels/*.cc)
list(FILTER kernel_files EXCLUDE REGEX "\\.simd\\.cc$")
set(kernels "")
foreach(file IN LISTS kernel_files)
  cmake_path(GET file STEM name)
  string(APPEND kernels "ANSATZ_KERNELS(${name})\n")
endforeach()
file(CONFIGURE OUTPUT ${ansatz_generated}/cpu/kernels.inc CONTENT "${kernels}" @ONLY)
