# Reads src/ops/ and src/nn/layers/ and writes the declarations and lists that follow from it (tools/operations.cc says which).
set(ansatz_generated ${CMAKE_BINARY_DIR}/generated)
file(GLOB operation_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/ops/*.cc ${CMAKE_SOURCE_DIR}/src/ops/*.h
     ${CMAKE_SOURCE_DIR}/src/nn/layers/*.cc)

add_executable(operations_generator ${CMAKE_SOURCE_DIR}/tools/operations.cc)
target_compile_options(operations_generator PRIVATE ${ansatz_flags} -O0)  # everything waits for it

set(operation_products
  ${ansatz_generated}/ansatz/operations.h
  ${ansatz_generated}/ops/formula_headers.inc
  ${ansatz_generated}/ops/formulas.inc
  ${ansatz_generated}/ops/operation_list.inc
  ${ansatz_generated}/operations.md
  ${ansatz_generated}/nn/activations.inc)
# The stamp keeps the products' own times as they are when their text did not change.
add_custom_command(
  OUTPUT ${ansatz_generated}/operations.stamp
  BYPRODUCTS ${operation_products}
  COMMAND operations_generator ${CMAKE_SOURCE_DIR}/src/ops ${CMAKE_SOURCE_DIR}/src/nn/layers ${ansatz_generated}
  COMMAND ${CMAKE_COMMAND} -E touch ${ansatz_generated}/operations.stamp
  DEPENDS operations_generator ${operation_files}
  COMMENT "Reading the operations in src/ops and the layers in src/nn/layers"
  VERBATIM)
add_custom_target(ansatz_operations DEPENDS ${ansatz_generated}/operations.stamp)
