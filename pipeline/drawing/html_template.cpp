#include "pipeline/drawing/html_template.h"

#include <map>
#include <set>
#include <stdexcept>

#include "pipeline/drawing/html_text.h"

namespace herald {
namespace {

using Kind = HtmlTemplate::Kind;
using Parts = std::vector<HtmlTemplate::Part>;

[[noreturn]] void fail(std::string_view what, std::string_view name) {
  throw std::logic_error("template: " + std::string(what) + ": " + std::string(name));
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  // Up to the end of the section called so, or of the text when it has no name.
  Parts parse(std::string_view section) {
    Parts parts;
    for (takeText(parts); !rest_.empty(); takeText(parts)) {
      const auto [sign, name] = takeTag();
      if (sign == '/' && name != section) fail("a section ends that is not open", name);
      if (sign == '/') return parts;
      if (sign == '#')
        parts.push_back({Kind::kSection, name, parse(name)});
      else if (sign == '^')
        parts.push_back({Kind::kInverted, name, parse(name)});
      else if (sign != '!')
        parts.push_back({sign == '{' ? Kind::kRaw : Kind::kEscaped, name, {}});
    }
    if (!section.empty()) fail("a section is not closed", section);
    return parts;
  }

 private:
  struct Tag {
    char sign;  // # ^ / ! { or a space
    std::string_view name;
  };

  void takeText(Parts& parts) {
    const std::string_view text = rest_.substr(0, rest_.find("{{"));
    rest_.remove_prefix(text.size());
    if (text.empty()) return;
    begins_line_ = text.back() == '\n';
    parts.push_back({Kind::kText, text, {}});
  }

  Tag takeTag() {
    const std::string_view close = rest_.starts_with("{{{") ? "}}}" : "}}";
    const std::size_t end = rest_.find(close);
    if (end == std::string_view::npos || end < 3) fail("a tag is not closed", rest_.substr(0, 20));
    const std::string_view tag = rest_.substr(2, end - 2);
    rest_.remove_prefix(end + close.size());
    const bool has_sign = std::string_view("#^/!{").find(tag.front()) != std::string_view::npos;
    begins_line_ = begins_line_ && has_sign && tag.front() != '{' && rest_.starts_with('\n');
    if (begins_line_) rest_.remove_prefix(1);
    return {has_sign ? tag.front() : ' ', tag.substr(has_sign ? 1 : 0)};
  }

  std::string_view rest_;
  bool begins_line_ = true;
};

bool showsNothing(const OrderedJson& value) {
  return value.is_null() || value == false || value == "" || (value.is_array() && value.empty());
}

class Filling {
 public:
  std::string html;

  void fill(const Parts& parts, const OrderedJson& scope) {
    for (const HtmlTemplate::Part& part : parts) {
      if (part.kind == Kind::kText)
        html += part.text;
      else if (part.kind == Kind::kEscaped)
        html += htmlText(textOf(part.text, scope));
      else if (part.kind == Kind::kRaw)
        html += textOf(part.text, scope);
      else
        fillSection(part, scope);
    }
  }

  // Below `values`.
  void requireAllUsed(const OrderedJson& values) const {
    for (const auto& [name, value] : values.items()) {
      if (values.is_object() && !isUsed(values, name)) fail("a value has no slot", name);
      if (value.is_structured()) requireAllUsed(value);
    }
  }

 private:
  [[nodiscard]] bool isUsed(const OrderedJson& object, const std::string& name) const {
    const auto used = used_.find(&object);
    return used != used_.end() && used->second.contains(name);
  }

  const OrderedJson& valueOf(std::string_view name, const OrderedJson& scope) {
    if (name == ".") return scope;
    const auto found = scope.is_object() ? scope.find(std::string(name)) : scope.end();
    if (found == scope.end()) fail("a slot has no value", name);
    used_[&scope].insert(name);
    return *found;
  }

  std::string textOf(std::string_view name, const OrderedJson& scope) {
    const OrderedJson& value = valueOf(name, scope);
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_number_integer()) fail("a slot's value is neither text nor a whole number", name);
    return value.dump();
  }

  void fillSection(const HtmlTemplate::Part& part, const OrderedJson& scope) {
    const OrderedJson& value = valueOf(part.text, scope);
    if (showsNothing(value) != (part.kind == Kind::kInverted))
      skip(part.inside, scope);
    else if (value == true || part.kind == Kind::kInverted)
      fill(part.inside, scope);
    else if (value.is_array())
      for (const OrderedJson& member : value) fill(part.inside, member);
    else
      fill(part.inside, value);
  }

  // What is not shown has its slots all the same.
  void skip(const Parts& parts, const OrderedJson& scope) {
    for (const HtmlTemplate::Part& part : parts) {
      if (part.kind != Kind::kText && scope.is_object() && scope.contains(part.text)) used_[&scope].insert(part.text);
      skip(part.inside, scope);
    }
  }

  std::map<const OrderedJson*, std::set<std::string_view>> used_;
};

}  // namespace

HtmlTemplate::HtmlTemplate(std::string_view text) : parts_(Parser(text).parse("")) {}

std::string HtmlTemplate::filled(const OrderedJson& values) const {
  Filling filling;
  filling.fill(parts_, values);
  filling.requireAllUsed(values);
  return std::move(filling.html);
}

}  // namespace herald
