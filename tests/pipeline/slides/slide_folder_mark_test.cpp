#include "pipeline/slides/slide_folder_mark.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "pipeline/files/atomic_file.h"
#include "pipeline/results/result_json.h"
#include "pipeline/slides/slide_identity.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(SlideFolderMark, NamesAreTheOnesSlidesGet) {
  for (const char* slide : {"a.svs", "x/Sch\xc3\xb6n (1).svs", "-.svs", "x/...svs"})
    EXPECT_TRUE(isSlideFolderName(identityOf(slide).folder)) << slide;
  for (const char* name : {"", "caseA", "0123abcd", "-0123abc", "a-0123abc", "a-0123ABCD", "a_0123abcd", "a-0123abcd "})
    EXPECT_FALSE(isSlideFolderName(name)) << name;
}

TEST(SlideFolderMark, AResultIsKnownByItsFirstBytes) {
  const TemporaryFolder folder;
  EXPECT_FALSE(holdsSlideResult(folder.path()));
  const std::string written = resultJson(synthetic::scoredResult(2, 2), synthetic::provenance());
  for (const std::string& result : {written, std::string(R"({"schema":"herald.result/9"})")}) {
    folder.write("result.json", result);
    EXPECT_TRUE(holdsSlideResult(folder.path())) << result;
  }
  for (const char* other :
       {"", "{", "{}", R"({"of": {"schema": "herald.result/1"}})", R"({"schema": "herald.run/1"})"}) {
    folder.write("result.json", other);
    EXPECT_FALSE(holdsSlideResult(folder.path())) << other;
  }
}

TEST(SlideFolderMark, APipeIsNotWaitedFor) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder / "result.json").c_str(), 0600), 0);
  EXPECT_FALSE(holdsSlideResult(folder.path()));
}

TEST(SlideFolderMark, StaysUntilItIsTakenAway) {
  const TemporaryFolder folder;
  EXPECT_FALSE(isMarkedUnfinished(folder.path()));
  markUnfinished(folder.path());
  markUnfinished(folder.path());
  EXPECT_TRUE(isMarkedUnfinished(folder.path()));
  EXPECT_TRUE(isSlideFolder(folder.path()));
  unmarkUnfinished(folder.path());
  unmarkUnfinished(folder.path());
  EXPECT_FALSE(isSlideFolder(folder.path()));
  const std::string message = messageOf<OutputError>([&] { markUnfinished(folder / "missing"); });
  EXPECT_EQ(message.find((folder / "missing").string()), 0U) << message;
}

}  // namespace
}  // namespace herald
