#include "pipeline/configuration/configuration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "tests/support/field_count.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(Configuration, FileThenSetInThatOrder) {
  Configuration configuration;
  readConfiguration("[cell_class]\nstrong_od_um = 0.5\nmoderate_od_um = 0.3\n", "c.toml", configuration);
  setOption("cell_class.strong_od_um=0.6", configuration);
  EXPECT_EQ(configuration.cell_class.strong_od_um, 0.6);
  EXPECT_EQ(configuration.cell_class.moderate_od_um, 0.3);
  EXPECT_EQ(configuration.cell_class.none_fraction, CellClassOptions{}.none_fraction);
}

TEST(Configuration, WholeNumbersAreNumbersToo) {
  Configuration configuration;
  setOption("cell_class.strong_od_um=1", configuration);
  setOption("quality.minimum_tumour_cells=20", configuration);
  EXPECT_EQ(configuration.cell_class.strong_od_um, 1.0);
  EXPECT_EQ(configuration.score.minimum_tumour_cells, 20);
}

TEST(Configuration, ItsTextGivesItBack) {
  Configuration changed;
  setOption("cell_class.stained_od=0.0123456789012345", changed);
  setOption("score.bootstrap_replicates=777", changed);
  for (const auto comments : {TomlComments::kWithout, TomlComments::kWith}) {
    Configuration read;
    readConfiguration(configurationToml(changed, comments), "printed", read);
    EXPECT_EQ(configurationToml(read), configurationToml(changed));
    EXPECT_EQ(read.cell_class.stained_od, 0.0123456789012345);
  }
}

TEST(Configuration, EveryOptionIsBoundOnceAndAcceptsItsOwnDefault) {
  std::set<std::string> keys;
  Configuration configuration;
  for (const Option& option : configurationOptions()) {
    EXPECT_TRUE(keys.insert(option.key).second) << option.key << " appears twice";
    EXPECT_FALSE(option.meaning.empty()) << option.key;
    EXPECT_FALSE(option.origin.empty()) << option.key << " does not say where its default comes from";
    EXPECT_NO_THROW(option.set(configuration, option.get(Configuration{}))) << option.key;
  }
  EXPECT_NO_THROW(validate(configuration));
  EXPECT_EQ(configurationToml(configuration), configurationToml(Configuration{}));
}

TEST(Configuration, SectionsStandTogether) {
  std::set<std::string> finished;
  std::string current;
  for (const Option& option : configurationOptions()) {
    const std::string section = option.key.substr(0, option.key.find('.'));
    if (section == current) continue;
    EXPECT_TRUE(finished.insert(section).second) << section << " is printed twice";
    current = section;
  }
}

TEST(Configuration, PrintedWithMeaningRangeDefaultAndItsOrigin) {
  Configuration configuration;
  setOption("cell_class.complete_fraction=0.9", configuration);
  const std::string toml = configurationToml(configuration, TomlComments::kWith);
  EXPECT_NE(toml.find("# Completeness from which a membrane is complete. 0.01 to 1 share of the outline; default 0.75: "
                      "synthetic slides with and without blush, blur and coarse pixels; cells read on cores\n"
                      "complete_fraction = 0.9\n"),
            std::string::npos)
      << toml;
}

struct BadSetting {
  std::string assignment;
  std::string message;
};
class BadOption : public testing::TestWithParam<BadSetting> {};

TEST_P(BadOption, IsNamedWithValueAndRange) {
  Configuration configuration;
  EXPECT_EQ(messageOf<std::invalid_argument>([&] { setOption(GetParam().assignment, configuration); }),
            GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Set, BadOption,
    testing::Values(
        BadSetting{"cell_class.strong=1",
                   "unknown option \"cell_class.strong\"; did you mean \"cell_class.strong_od_um\"?"},
        BadSetting{"cell_class.strong_od_um=9", "cell_class.strong_od_um = 9 is outside 0.01 to 2.55"},
        BadSetting{"cell_class.strong_od_um=nan", "cell_class.strong_od_um = nan is outside 0.01 to 2.55"},
        BadSetting{"cell_class.strong_od_um=high", "cell_class.strong_od_um = \"high\" is not a number"},
        BadSetting{"cell_class.strong_od_um=", "cell_class.strong_od_um = \"\" is not a number"},
        BadSetting{"cell_class.strong_od_um=[1]", "cell_class.strong_od_um is not a number, true, false or text"},
        BadSetting{"quality.minimum_tumour_cells=1.5", "quality.minimum_tumour_cells = 1.5 is not a whole number"},
        BadSetting{"quality.minimum_tumour_cells=0", "quality.minimum_tumour_cells = 0 is outside 1 to 1000000000"},
        BadSetting{"strong_od_um", "--set strong_od_um: expected key=value"}));

TEST(Configuration, FileErrorsNameFileAndLine) {
  Configuration configuration;
  const auto message = [&](const std::string& toml) {
    return messageOf<std::invalid_argument>([&] { readConfiguration(toml, "my.toml", configuration); });
  };
  EXPECT_EQ(message("[cell_clas]\nstrong_od_um = 1\n"),
            "my.toml: line 1: unknown section [cell_clas]; did you mean \"cell_class\"?");
  EXPECT_EQ(message("[cell_class]\n\nstrong = 1\n"),
            "my.toml: line 3: unknown option \"cell_class.strong\"; did you mean \"cell_class.strong_od_um\"?");
  EXPECT_EQ(
      message("[cell_class]\nstrong_od = 0.48\n"),
      "my.toml: line 2: option cell_class.strong_od is no more: strength is what a line holds across it, in optical "
      "density x um: cell_class.strong_od_um");
  EXPECT_EQ(message("[cell_class]\nstrong_od_um = -1\n"),
            "my.toml: line 2: cell_class.strong_od_um = -1 is outside 0.01 to 2.55");
  EXPECT_EQ(message("[cell_class]\nstrong_od_um = nan\n"),
            "my.toml: line 2: cell_class.strong_od_um = nan is outside 0.01 to 2.55");
  EXPECT_EQ(message("[cell_class]\nstrong_od_um = -inf\n"),
            "my.toml: line 2: cell_class.strong_od_um = -inf is outside 0.01 to 2.55");
  EXPECT_EQ(message("[cell_class]\nstrong_od_um = \"high\"\n"),
            "my.toml: line 2: cell_class.strong_od_um = \"high\" is not a number");
  EXPECT_EQ(message("[cell_class]\nstrong_od_um = { a = 1 }\n"),
            "my.toml: line 2: cell_class.strong_od_um is not a number, true, false or text");
  EXPECT_EQ(message("[tumour]\nselection = \"al\"\n"),
            "my.toml: line 2: tumour.selection = \"al\" is not one of automatic | roi | all; did you mean \"all\"?");
  EXPECT_EQ(message("strong_od_um = 1\n").substr(0, 46), "my.toml: line 1: unknown option \"strong_od_um\"");
  EXPECT_EQ(message("\"strong\\nod\" = 1\n").find('\n'), std::string::npos);
  EXPECT_EQ(message("[cell_class]\nstrong_od_um = = 1\n").substr(0, 16), "my.toml: line 2:");
}

TEST(Configuration, ASectionOfAHundredThousandPartsIsAnErrorWithItsLine) {
  std::string section = "[a";
  for (int i = 0; i < 500'000; ++i) section += ".a";
  Configuration configuration;
  EXPECT_EQ(messageOf<std::invalid_argument>(
                [&] { readConfiguration("# x\n" + section + "]\n", "lab.toml", configuration); }),
            "lab.toml: line 2: more than 100 dots");
}

TEST(Configuration, AKeyOrSectionGivenTwiceIsAnErrorAtTheSecond) {
  Configuration configuration;
  const auto message = [&](const std::string& toml) {
    return messageOf<std::invalid_argument>([&] { readConfiguration(toml, "my.toml", configuration); });
  };
  EXPECT_TRUE(message("[cell_class]\nstrong_od_um = 0.5\nstrong_od_um = 0.6\n").starts_with("my.toml: line 3: "));
  EXPECT_TRUE(message("[cell_class]\nstrong_od_um = 0.5\n[tissue]\n[cell_class]\n").starts_with("my.toml: line 4: "));
  EXPECT_EQ(configuration.cell_class.strong_od_um, CellClassOptions{}.strong_od_um);
}

TEST(Configuration, ContradictionsAreFoundAtTheEnd) {
  Configuration configuration;
  setOption("cell_class.moderate_od_um=0.9", configuration);
  EXPECT_THROW(validate(configuration), std::invalid_argument);
}

template <class Section>
std::size_t fieldsOf(Section Configuration::*) {
  return fieldCount<Section>();
}
std::size_t fieldsOf(TerritoryOptions Configuration::*) {
  return fieldCount<TerritoryOptions>() - 1 + fieldCount<MembranenessOptions>();  // a base counts as one
}

TEST(Configuration, EveryFieldOfEverySectionIsDescribed) {
  std::size_t sections = 0;
  std::size_t fields = 0;
  eachSection([&](auto section) {
    ++sections;
    fields += fieldsOf(section);
  });
  EXPECT_EQ(sections, fieldCount<Configuration>());
  EXPECT_EQ(configurationOptions().size(), fields);
}

// Another value than the default, in its range.
OptionValue anotherValue(const Option& option) {
  const OptionValue now = option.get(Configuration{});
  if (const auto* truth = std::get_if<bool>(&now)) return !*truth;
  if (const auto* whole = std::get_if<std::int64_t>(&now)) return *whole + 1;
  if (const auto* real = std::get_if<double>(&now)) return *real * 1.01 + 0.001;
  const std::size_t second = option.range.find(" | ");
  return second == std::string::npos
             ? "Mine"
             : option.range.substr(second + 3, option.range.find(" | ", second + 3) - second - 3);
}

TEST(Configuration, EveryOptionIsAFieldOfItsOwnAndComesBackFromToml) {
  for (const Option& option : configurationOptions()) {
    Configuration changed;
    option.set(changed, anotherValue(option));
    Configuration read;
    readConfiguration(configurationToml(changed), "printed", read);
    for (const Option& other : configurationOptions()) {
      EXPECT_EQ(other.get(changed) != other.get(Configuration{}), &other == &option) << option.key << ' ' << other.key;
      EXPECT_EQ(other.get(read), other.get(changed)) << option.key << ' ' << other.key;
    }
  }
}

template <class Section>
void expectLimitsToBeTaken(const OptionDescriptor<Section>& option) {
  const auto& [low, high] = option.range;
  if (low == high) return;  // no number
  const auto take = [&](const std::string& value) {
    Configuration configuration;
    setOption(std::string(option.key) + "=" + value, configuration);
  };
  const bool whole = !std::holds_alternative<double Section::*>(option.member);
  const double below = whole ? low - 1 : std::nextafter(low, low - 1);
  const double above = whole ? high + 1 : std::nextafter(high, high + 1);
  const std::string key(option.key);
  EXPECT_NO_THROW(take(shortestText(low))) << key;
  EXPECT_NO_THROW(take(shortestText(high))) << key;
  const std::string outside = " is outside " + shortestText(low) + " to " + shortestText(high);
  for (const double wrong : {below, above}) {
    const std::string value = shortestText(wrong);
    EXPECT_EQ(messageOf<std::invalid_argument>([&] { take(value); }), key + " = " + value + outside);
    Section options;
    std::visit(
        [&]<class Member>(const Member& member) {
          if constexpr (kIsNumber<Section, Member>)
            options.*member = static_cast<std::remove_reference_t<decltype(options.*member)>>(wrong);
        },
        option.member);
    EXPECT_EQ(messageOf<std::invalid_argument>([&] { validate(options); }), key + " = " + value + outside);
  }
}

TEST(Configuration, TheFileAndTheStageItselfTakeBothLimitsAndNothingOutsideInTheSameWords) {
  eachSection([]<class Section>(Section Configuration::*) {
    for (const auto& option : descriptorsOf<Section>()) expectLimitsToBeTaken(option);
  });
}

TEST(Configuration, WhichCommandMayChangeAnOptionIsToldByItsStage) {
  const std::map<std::string, OptionStage> stages = {
      {"tumour", OptionStage::kJudged},   {"focus", OptionStage::kJudged},          {"quality", OptionStage::kJudged},
      {"controls", OptionStage::kJudged}, {"annotation", OptionStage::kAnnotation}, {"cell_class", OptionStage::kCut},
      {"score", OptionStage::kCut},       {"noise_floor", OptionStage::kCut}};
  for (const Option& option : configurationOptions()) {
    const auto found = stages.find(option.key.substr(0, option.key.find('.')));
    EXPECT_EQ(option.stage, found == stages.end() ? OptionStage::kMeasured : found->second) << option.key;
  }
}

}  // namespace
}  // namespace herald
