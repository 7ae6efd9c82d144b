# tcpless_module(NAME LIBRARIES... [EXPORTS NAMES...] [SPLIT]): links NAME.wasm, which imports nothing and exports
# exactly the names in bindings/exports.txt, and those after EXPORTS. The target module_NAME has the shims of this folder
# as its sources; what the module does comes from LIBRARIES (object libraries count too). With SPLIT large functions stay
# apart from their only caller, so that an engine compiles those that are called and no others.
# The caller sets TCPLESS_MODULE_MAXIMUM_MEMORY, the bytes that a module's memory may grow to.

set(TCPLESS_MODULE_STACK 65536)

function(tcpless_module name)
  cmake_parse_arguments(PARSE_ARGV 1 module "SPLIT" "" "EXPORTS")
  set(manifest "${CMAKE_SOURCE_DIR}/bindings/exports.txt")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
  file(STRINGS "${manifest}" exports REGEX "^[A-Za-z_]")
  list(APPEND exports ${module_EXPORTS})
  # The toolchains export these two by themselves.
  set(linked_exports ${exports})
  list(REMOVE_ITEM linked_exports memory _initialize)
  set(shims "${CMAKE_SOURCE_DIR}/wasm/toolchain")

  # The target is not called NAME: `all` is a target of every build.
  set(target module_${name})
  add_executable(${target} "${shims}/verbose_abort.cpp")
  target_link_libraries(${target} PRIVATE ${module_UNPARSED_ARGUMENTS})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} SUFFIX .wasm LINK_DEPENDS "${manifest}")

  if(EMSCRIPTEN)
    target_sources(${target} PRIVATE "${shims}/zero_imports_emscripten.c")
    list(TRANSFORM linked_exports PREPEND _)
    list(JOIN linked_exports , linked_exports)
    if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.27)
      set(stack TOTAL_STACK)
    else()
      set(stack STACK_SIZE)
    endif()
    target_link_options(${target} PRIVATE --no-entry
      -sSTANDALONE_WASM -sSUPPORT_ERRNO=0 -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=131072
      -sMAXIMUM_MEMORY=${TCPLESS_MODULE_MAXIMUM_MEMORY} -s${stack}=${TCPLESS_MODULE_STACK}
      -sEXPORTED_FUNCTIONS=${linked_exports})
    tcpless_keep_exports(${target} ${exports})
  else()
    target_sources(${target} PRIVATE "${shims}/zero_imports_wasi.c" "${shims}/memchr.c")
    set_source_files_properties("${shims}/memchr.c" PROPERTIES COMPILE_OPTIONS "-Oz;-msimd128;-fno-builtin")
    list(TRANSFORM linked_exports PREPEND -Wl,--export=)
    # Where every byte of a result passes, calls are inlined as a file is compiled; what only linking could inline
    # costs more bytes than it saves time. Loop strength reduction is for addressing modes that WebAssembly has not: it
    # makes locals of what the engine adds up by itself.
    target_link_options(${target} PRIVATE
      -Oz -flto -Wl,-mllvm,-inline-threshold=0 -Wl,-mllvm,-disable-lsr -Wl,--strip-all -Wl,--gc-sections
      -Wl,--stack-first -Wl,-z,stack-size=${TCPLESS_MODULE_STACK}
      -Wl,--max-memory=${TCPLESS_MODULE_MAXIMUM_MEMORY} ${linked_exports})
    # clang runs Binaryen's optimizer when it finds it, without a way to tell it more.
    find_program(WASM_OPT wasm-opt)
    if(module_SPLIT AND WASM_OPT)
      target_link_options(${target} PRIVATE --no-wasm-opt -Wl,--keep-section=target_features)
      add_custom_command(TARGET ${target} POST_BUILD
        COMMAND "${WASM_OPT}" -Oz --one-caller-inline-max-function-size=50 "$<TARGET_FILE:${target}>"
          -o "$<TARGET_FILE:${target}>" VERBATIM)
    endif()
    # What the module was compiled for interests linkers only.
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND "${CMAKE_OBJCOPY}" --remove-section target_features "$<TARGET_FILE:${target}>" VERBATIM)
  endif()
endfunction()

# em++ always exports its table and the stack functions for its JavaScript, which is not used here. Binaryen takes
# every export out that is not wanted, and what only they needed with it.
function(tcpless_keep_exports target)
  set(nodes "")
  foreach(export IN LISTS ARGN)
    list(APPEND nodes "{\"name\":\"${export}\",\"export\":\"${export}\",\"root\":true}")
  endforeach()
  list(JOIN nodes "," nodes)
  set(graph "${CMAKE_CURRENT_BINARY_DIR}/${target}.exports.json")
  file(WRITE "${graph}" "[${nodes}]\n")
  get_filename_component(emsdk_bin "${EMSCRIPTEN_ROOT_PATH}/../bin" ABSOLUTE)
  find_program(WASM_METADCE wasm-metadce HINTS "${emsdk_bin}" REQUIRED)
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E rename "$<TARGET_FILE:${target}>" "$<TARGET_FILE:${target}>.linked"
    COMMAND ${WASM_METADCE} "--graph-file=${graph}" --enable-simd --enable-bulk-memory
      --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
      "$<TARGET_FILE:${target}>.linked" -o "$<TARGET_FILE:${target}>" > ${target}.unused.txt
    COMMAND ${CMAKE_COMMAND} -E rm "$<TARGET_FILE:${target}>.linked"
    VERBATIM)
endfunction()
