# tcpless_module(NAME LIBRARIES...): links NAME.wasm, which imports nothing and exports exactly the names in
# bindings/exports.txt and `memory`. The C and C++ sources of an executable are the shims of this folder; what the
# module does comes from LIBRARIES (object libraries count too).

# Memory: 2 pages to start with would do, growth is by page; see design "The ABI and the loaders" for the maximum.
set(TCPLESS_MODULE_STACK 65536)
set(TCPLESS_MODULE_MAXIMUM_MEMORY 268435456 CACHE STRING "bytes a module's memory may grow to")

function(tcpless_module name)
  set(manifest "${CMAKE_SOURCE_DIR}/bindings/exports.txt")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
  file(STRINGS "${manifest}" exports REGEX "^[A-Za-z_]")
  set(shims "${CMAKE_SOURCE_DIR}/wasm/toolchain")

  add_executable(${name} "${shims}/verbose_abort.cpp")
  target_link_libraries(${name} PRIVATE ${ARGN})
  set_target_properties(${name} PROPERTIES SUFFIX .wasm LINK_DEPENDS "${manifest}")

  if(EMSCRIPTEN)
    target_sources(${name} PRIVATE "${shims}/zero_imports_emscripten.c")
    list(TRANSFORM exports PREPEND _)
    list(REMOVE_ITEM exports __initialize)
    list(JOIN exports , exported)
    if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.27)
      set(stack TOTAL_STACK)
    else()
      set(stack STACK_SIZE)
    endif()
    target_link_options(${name} PRIVATE --no-entry
      -sSTANDALONE_WASM -sSUPPORT_ERRNO=0 -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=131072
      -sMAXIMUM_MEMORY=${TCPLESS_MODULE_MAXIMUM_MEMORY} -s${stack}=${TCPLESS_MODULE_STACK}
      -sEXPORTED_FUNCTIONS=${exported})
    tcpless_keep_exports(${name} "${manifest}")
  else()
    target_sources(${name} PRIVATE "${shims}/zero_imports_wasi.c")
    list(REMOVE_ITEM exports _initialize)
    list(TRANSFORM exports PREPEND -Wl,--export=)
    target_link_options(${name} PRIVATE
      -Wl,--strip-all -Wl,--gc-sections -Wl,--stack-first -Wl,-z,stack-size=${TCPLESS_MODULE_STACK}
      -Wl,--max-memory=${TCPLESS_MODULE_MAXIMUM_MEMORY} ${exports})
  endif()
endfunction()

# em++ always exports its table and the stack functions for its JavaScript, which is not used here. Binaryen takes
# every export out that is not in the manifest, and what only they needed with it.
function(tcpless_keep_exports name manifest)
  file(STRINGS "${manifest}" exports REGEX "^[A-Za-z_]")
  list(APPEND exports memory)
  set(nodes "")
  foreach(export IN LISTS exports)
    list(APPEND nodes "{\"name\":\"${export}\",\"export\":\"${export}\",\"root\":true}")
  endforeach()
  list(JOIN nodes "," nodes)
  set(graph "${CMAKE_CURRENT_BINARY_DIR}/${name}.exports.json")
  file(WRITE "${graph}" "[${nodes}]\n")
  get_filename_component(emsdk_bin "${EMSCRIPTEN_ROOT_PATH}/../bin" ABSOLUTE)
  find_program(WASM_METADCE wasm-metadce HINTS "${emsdk_bin}" REQUIRED)
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E rename "$<TARGET_FILE:${name}>" "$<TARGET_FILE:${name}>.linked"
    COMMAND ${WASM_METADCE} "--graph-file=${graph}" --enable-simd --enable-bulk-memory
      --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
      "$<TARGET_FILE:${name}>.linked" -o "$<TARGET_FILE:${name}>" > ${name}.unused.txt
    COMMAND ${CMAKE_COMMAND} -E rm "$<TARGET_FILE:${name}>.linked"
    VERBATIM)
endfunction()
