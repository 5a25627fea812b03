# How everything is compiled. ansatz_flags goes to the project's own targets, never to its users.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, Asan or Tsan" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")
set(CMAKE_CXX_FLAGS_ASAN "-O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all")
set(CMAKE_CXX_FLAGS_FUZZ "-O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined")
set(CMAKE_CXX_FLAGS_TSAN "-O1 -g1 -fno-omit-frame-pointer -fsanitize=thread")

# A multiplication and an addition are never contracted into one rounding: the same bits from every way of computing.
set(ansatz_flags -ffp-contract=off -fno-math-errno -ffunction-sections -fdata-sections -Wall -Wextra
                 -Wno-missing-field-initializers)  # designated initialisers leave the others at their defaults
if(ANSATZ_WERROR)
  list(APPEND ansatz_flags -Werror)
endif()

# Unused shared libraries and functions cost start-up time and size.
add_link_options(LINKER:--as-needed LINKER:--gc-sections)

find_program(ANSATZ_CCACHE ccache)
if(ANSATZ_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # So that precompiled headers do not keep it from caching.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${ANSATZ_CCACHE})
endif()
find_program(ANSATZ_MOLD mold)
if(ANSATZ_MOLD AND NOT CMAKE_CROSSCOMPILING)
  add_link_options(-fuse-ld=mold)
endif()

# ansatz_precompile(TARGET HEADER...): half of a small file's compile time goes into these headers. The debug and
# asan builds do without: they notice an include that is missing.
function(ansatz_precompile target)
  if(CMAKE_BUILD_TYPE MATCHES "Release|Tsan")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
