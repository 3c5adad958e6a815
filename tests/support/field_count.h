// How many fields an aggregate has, told by the compiler: for tests that a table names every field of a struct.
#pragma once

#include <cstddef>

namespace herald {

struct AnyField {
  template <class Field>
  operator Field() const;  // NOLINT(google-explicit-constructor): stands for a value of any type
};

// A base class counts as one field.
template <class Struct, class... Fields>
consteval std::size_t fieldCount() {
  if constexpr (requires { Struct{Fields{}..., AnyField{}}; })
    return fieldCount<Struct, Fields..., AnyField>();
  else
    return sizeof...(Fields);
}

}  // namespace herald
