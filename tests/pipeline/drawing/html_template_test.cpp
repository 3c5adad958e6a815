#include "pipeline/drawing/html_template.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

std::string filled(std::string_view text, const OrderedJson& values) {
  return HtmlTemplate(text).filled(values);
}

std::string faultOf(std::string_view text, const OrderedJson& values) {
  try {
    (void)filled(text, values);
  } catch (const std::logic_error& fault) {
    return fault.what();
  }
  return "";
}

TEST(HtmlTemplate, EscapesTextAndLeavesHtmlAsItIs) {
  const OrderedJson values = {{"name", "<b> & \"x\""}, {"html", "<i>y</i>"}};
  EXPECT_EQ(filled("<p title=\"{{name}}\">{{{html}}}</p>", values),
            "<p title=\"&lt;b&gt; &amp; &quot;x&quot;\"><i>y</i></p>");
}

TEST(HtmlTemplate, NeverReadsAValueAsATemplate) {
  EXPECT_EQ(filled("{{{a}}}{{b}}", {{"a", "{{b}}"}, {"b", "{{{a}}}"}}), "{{b}}{{{a}}}");
}

TEST(HtmlTemplate, RepeatsASectionForEachMember) {
  const OrderedJson values = {
      {"rows", {{{"n", 1}, {"cells", {"a", "b"}}}, {{"n", 2}, {"cells", OrderedJson::array()}}}}};
  EXPECT_EQ(filled("{{#rows}}{{n}}:{{#cells}}[{{.}}]{{/cells}}{{^cells}}none{{/cells}};{{/rows}}", values),
            "1:[a][b];2:none;");
}

TEST(HtmlTemplate, ShowsASectionOnceForAnObjectATextAndTrue) {
  EXPECT_EQ(filled("{{#case}}case {{id}}{{/case}}", {{"case", {{"id", "7"}}}}), "case 7");
  EXPECT_EQ(filled("{{#case}}case {{.}}{{/case}}", {{"case", "<7>"}}), "case &lt;7&gt;");
  EXPECT_EQ(filled("{{#on}}{{text}}{{/on}}", {{"on", true}, {"text", "x"}}), "x") << "with the values around it";
}

TEST(HtmlTemplate, ShowsTheOppositeOfWhatIsMissing) {
  for (const OrderedJson& nothing : {OrderedJson(nullptr), OrderedJson(false), OrderedJson(""), OrderedJson::array()})
    EXPECT_EQ(filled("{{#a}}yes{{/a}}{{^a}}no{{/a}}", {{"a", nothing}}), "no") << nothing;
}

TEST(HtmlTemplate, LeavesNoEmptyLinesOfTagsAndRemarks) {
  EXPECT_EQ(filled("{{! what it is }}\n<ul>\n{{#rows}}\n<li>{{.}}</li>\n{{/rows}}\n</ul>\n", {{"rows", {"a", "b"}}}),
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
  EXPECT_EQ(filled("a{{#on}}\nb{{/on}}\n", {{"on", true}}), "a\nb\n") << "a tag beside text has its line end";
}

TEST(HtmlTemplate, ASlotWithoutAValueIsAFault) {
  EXPECT_NE(faultOf("{{name}}", OrderedJson::object()).find("a slot has no value: name"), std::string::npos);
  EXPECT_NE(faultOf("{{#rows}}{{outer}}{{/rows}}", {{"outer", "x"}, {"rows", {{{"a", "y"}}}}}).find("outer"),
            std::string::npos)
      << "a section does not see what is around it";
  EXPECT_NE(faultOf("{{a}}", {{"a", 1.5}}).find("neither text nor a whole number"), std::string::npos);
}

TEST(HtmlTemplate, AValueWithoutASlotIsAFault) {
  EXPECT_NE(faultOf("x", {{"name", "y"}}).find("a value has no slot: name"), std::string::npos);
  EXPECT_NE(faultOf("{{#rows}}{{a}}{{/rows}}", {{"rows", {{{"a", "1"}, {"b", "2"}}}}}).find("no slot: b"),
            std::string::npos);
  EXPECT_EQ(faultOf("{{#on}}{{text}}{{/on}}", {{"on", false}, {"text", "x"}}), "") << "its slot is not shown this time";
}

TEST(HtmlTemplate, ATagThatIsNotClosedIsAFault) {
  for (const char* text : {"{{name", "{{{name}}", "{{}}", "{{#a}}x", "{{#a}}x{{/b}}", "x{{/a}}"})
    EXPECT_THROW(HtmlTemplate{text}, std::logic_error) << text;
}

}  // namespace
}  // namespace herald
