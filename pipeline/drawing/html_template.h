// HTML with slots, as Mustache writes them (mustache.github.io), but strict: a slot without a value and a value without
// a slot are errors, so that a page can neither lack a part nor keep one that nobody sees.
//
//   {{name}}              a value as text: escaped. Strings and whole numbers; other numbers come as text
//   {{{name}}}            a value as HTML, as it is
//   {{#name}}...{{/name}} nothing for null, false, "" and []; once for true, with the values around it; once for an
//                         object, with its values; once for each member of an array, with that member's values
//   {{^name}}...{{/name}} where {{#name}} shows nothing
//   {{.}} {{{.}}}         the value itself, in a section of a text or number
//   {{! ... }}            a comment: not in the page
//
// A section sees the values of its own object alone, not those around it. The line end behind a section's tag or a
// remark that stands alone on its line is left out. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/files/json_text.h"

namespace herald {

class HtmlTemplate {
 public:
  // `text` has to live as long as the template. Throws std::logic_error for a tag that is not closed.
  explicit HtmlTemplate(std::string_view text);

  // Throws std::logic_error naming the slot without a value, or the value without a slot.
  [[nodiscard]] std::string filled(const OrderedJson& values) const;

  enum class Kind { kText, kEscaped, kRaw, kSection, kInverted };
  struct Part {
    Kind kind = Kind::kText;
    std::string_view text;     // or the slot's name
    std::vector<Part> inside;  // of a section
  };

 private:
  std::vector<Part> parts_;
};

}  // namespace herald
