# Folders of values of one kind, each in its file: the build reads them and writes their public header and the list of
# their names (tools/collections.cc says how). Adding a file adds a value.
add_executable(collections_generator ${CMAKE_SOURCE_DIR}/tools/collections.cc)
target_compile_options(collections_generator PRIVATE ${ansatz_flags} -O0)  # much waits for it

# ansatz_collection(losses ansatz/loss.h src/loss): ansatz/losses.h and losses.inc from the files in src/loss.
set(ansatz_collections "")
function(ansatz_collection name kind_header)
  list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/)
  list(TRANSFORM ARGN APPEND /*.cc OUTPUT_VARIABLE patterns)
  file(GLOB files CONFIGURE_DEPENDS ${patterns})
  set(stamp ${ansatz_generated}/${name}.stamp)
  add_custom_command(
    OUTPUT ${stamp}
    BYPRODUCTS ${ansatz_generated}/ansatz/${name}.h ${ansatz_generated}/${name}.inc
    COMMAND collections_generator ${ansatz_generated} ${name} ${kind_header} ${ARGN}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS collections_generator ${files}
    COMMENT "Reading the ${name}"
    VERBATIM)
  add_custom_target(ansatz_${name} DEPENDS ${stamp})
  set(ansatz_collections ${ansatz_collections} ansatz_${name} PARENT_SCOPE)
endfunction()

ansatz_collection(losses ansatz/loss.h src/loss)
ansatz_collection(initializers ansatz/initializer.h src/nn/initializers)
ansatz_collection(layers ansatz/layer.h src/nn/layers)
ansatz_collection(architectures ansatz/architecture.h src/nn/architectures)
ansatz_collection(optimizers ansatz/optimizer.h src/optim src/optim/modifiers)
ansatz_collection(schedules ansatz/schedule.h src/optim/schedules)
ansatz_collection(figures ansatz/figure.h src/figure/named)
