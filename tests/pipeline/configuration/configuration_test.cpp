#include "pipeline/configuration/configuration.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(Configuration, FileThenSetInThatOrder) {
  Configuration configuration;
  readConfiguration("[cell_class]\nstrong_od = 0.5\nmoderate_od = 0.3\n", "c.toml", configuration);
  setOption("cell_class.strong_od=0.6", configuration);
  EXPECT_EQ(configuration.cell_class.strong_od, 0.6);
  EXPECT_EQ(configuration.cell_class.moderate_od, 0.3);
  EXPECT_EQ(configuration.cell_class.none_fraction, CellClassOptions{}.none_fraction);
}

TEST(Configuration, WholeNumbersAreNumbersToo) {
  Configuration configuration;
  setOption("cell_class.strong_od=1", configuration);
  setOption("quality.minimum_tumour_cells=20", configuration);
  EXPECT_EQ(configuration.cell_class.strong_od, 1.0);
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
    EXPECT_TRUE(keys.insert(option.key).second) << option.key << " stands twice";
    EXPECT_FALSE(option.doc.empty()) << option.key;
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
  EXPECT_NE(toml.find("# Completeness from which a membrane is complete. 0 to 1 share of the outline; default 0.75: "
                      "best grid point on ten phantoms that keeps the labels of four HER2 cores\n"
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
                   "unknown option \"cell_class.strong\"; did you mean \"cell_class.strong_od\"?"},
        BadSetting{"cell_class.strong_od=9", "cell_class.strong_od = 9 is outside 0 to 3"},
        BadSetting{"cell_class.strong_od=nan", "cell_class.strong_od = nan is outside 0 to 3"},
        BadSetting{"cell_class.strong_od=high", "cell_class.strong_od = \"high\" is not a number"},
        BadSetting{"cell_class.strong_od=", "cell_class.strong_od = \"\" is not a number"},
        BadSetting{"cell_class.strong_od=[1]", "cell_class.strong_od is neither a number, true, false nor text"},
        BadSetting{"quality.minimum_tumour_cells=1.5", "quality.minimum_tumour_cells = 1.5 is not a whole number"},
        BadSetting{"quality.minimum_tumour_cells=0", "quality.minimum_tumour_cells = 0 is outside 1 to 1000000000"},
        BadSetting{"strong_od", "--set strong_od: expected key=value"}));

TEST(Configuration, FileErrorsNameFileAndLine) {
  Configuration configuration;
  const auto message = [&](const std::string& toml) {
    return messageOf<std::invalid_argument>([&] { readConfiguration(toml, "my.toml", configuration); });
  };
  EXPECT_EQ(message("[cell_clas]\nstrong_od = 1\n"),
            "my.toml: line 1: unknown section [cell_clas]; did you mean \"cell_class\"?");
  EXPECT_EQ(message("[cell_class]\n\nstrong = 1\n"),
            "my.toml: line 3: unknown option \"cell_class.strong\"; did you mean \"cell_class.strong_od\"?");
  EXPECT_EQ(message("[cell_class]\nstrong_od = -1\n"), "my.toml: line 2: cell_class.strong_od = -1 is outside 0 to 3");
  EXPECT_EQ(message("[cell_class]\nstrong_od = nan\n"),
            "my.toml: line 2: cell_class.strong_od = nan is outside 0 to 3");
  EXPECT_EQ(message("[cell_class]\nstrong_od = -inf\n"),
            "my.toml: line 2: cell_class.strong_od = -inf is outside 0 to 3");
  EXPECT_EQ(message("[cell_class]\nstrong_od = \"high\"\n"),
            "my.toml: line 2: cell_class.strong_od = \"high\" is not a number");
  EXPECT_EQ(message("[cell_class]\nstrong_od = { a = 1 }\n"),
            "my.toml: line 2: cell_class.strong_od is neither a number, true, false nor text");
  EXPECT_EQ(message("[tumour]\nselection = \"al\"\n"),
            "my.toml: line 2: tumour.selection = \"al\" is none of automatic | roi | all; did you mean \"all\"?");
  EXPECT_EQ(message("strong_od = 1\n").substr(0, 43), "my.toml: line 1: unknown option \"strong_od\"");
  EXPECT_EQ(message("\"strong\\nod\" = 1\n").find('\n'), std::string::npos);
  EXPECT_EQ(message("[cell_class]\nstrong_od = = 1\n").substr(0, 16), "my.toml: line 2:");
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
  EXPECT_TRUE(message("[cell_class]\nstrong_od = 0.5\nstrong_od = 0.6\n").starts_with("my.toml: line 3: "));
  EXPECT_TRUE(message("[cell_class]\nstrong_od = 0.5\n[tissue]\n[cell_class]\n").starts_with("my.toml: line 4: "));
  EXPECT_EQ(configuration.cell_class.strong_od, CellClassOptions{}.strong_od);
}

TEST(Configuration, ContradictionsAreFoundAtTheEnd) {
  Configuration configuration;
  setOption("cell_class.moderate_od=0.9", configuration);
  EXPECT_THROW(validate(configuration), std::invalid_argument);
}

// The kinds of option that no stage happens to use are checked on their own.
TEST(OptionChecks, ChoicesSuggestTheNearestName) {
  const std::vector<std::string_view> names = {"automatic", "roi", "all"};
  EXPECT_EQ(option_checks::indexOf("tumour.selection", std::string("roi"), names), 1U);
  EXPECT_EQ(messageOf<std::invalid_argument>(
                [&] { (void)option_checks::indexOf("tumour.selection", std::string("automatc"), names); }),
            "tumour.selection = \"automatc\" is none of automatic | roi | all; did you mean \"automatic\"?");
  EXPECT_THROW((void)option_checks::boolean("a.b", std::string("yes")), std::invalid_argument);
}

}  // namespace
}  // namespace herald
