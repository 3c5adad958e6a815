# Puts schema/herald.result-1.schema.json into the program: sets HERALD_RESULT_SCHEMA_SOURCE to a source file that holds it.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/../schema/herald.result-1.schema.json")
file(READ "${CMAKE_CURRENT_LIST_DIR}/../schema/herald.result-1.schema.json" HERALD_RESULT_SCHEMA)
set(HERALD_RESULT_SCHEMA_SOURCE "${CMAKE_CURRENT_BINARY_DIR}/result_schema.cpp")
configure_file("${CMAKE_CURRENT_LIST_DIR}/result_schema.cpp.in" "${HERALD_RESULT_SCHEMA_SOURCE}" @ONLY)
