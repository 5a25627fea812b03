# Compiles each *.simd.cc once per instruction set, with that set's flags; src/cpu/isa.cc chooses at run time.
# Highway's target is the static one, so each unit holds one instruction set and nothing of the others.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(ansatz_isas portable sse4 avx2 avx512)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(ansatz_isas portable neon)
else()
  set(ansatz_isas portable)
endif()

# Instrumented kernels take minutes to compile: the sanitizers see the plain set and the most common one.
if(CMAKE_BUILD_TYPE MATCHES "^(Asan|Tsan)$")
  list(REMOVE_ITEM ansatz_isas sse4 avx512)
endif()

set(ansatz_isa_flags_portable -DHWY_COMPILE_ONLY_EMU128)
set(ansatz_isa_flags_sse4 -msse4.2 -maes -mpclmul)
set(ansatz_isa_flags_avx2 -mavx2 -mfma -mf16c -mbmi -mbmi2 -maes -mpclmul)
set(ansatz_isa_flags_avx512 -march=skylake-avx512)
# Highway asks for the cryptographic extension, which nothing here uses.
set(ansatz_isa_flags_neon -march=armv8-a+crypto)

function(ansatz_add_simd_sources target)
  if(NOT ARGN)
    return()
  endif()
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set(optimize -O3)
  else()
    set(optimize -O1)
  endif()
  foreach(isa IN LISTS ansatz_isas)
    # What the other files know of it (src/cpu/isa.h).
    string(TOUPPER ${isa} upper)
    target_compile_definitions(${target} PUBLIC $<BUILD_INTERFACE:ANSATZ_HAS_${upper}=1>)
    set(part ${target}_${isa})
    add_library(${part} OBJECT ${ARGN})
    target_include_directories(${part} PRIVATE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src ${ansatz_generated})
    target_compile_options(${part} PRIVATE ${ansatz_flags} ${optimize} ${ansatz_isa_flags_${isa}})
    target_compile_definitions(${part} PRIVATE ANSATZ_ISA=${isa})
    add_dependencies(${part} ansatz_operations)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${part}>)
  endforeach()
endfunction()
