// As the program when it opens a slide: OpenCV computes on the caller's thread. Its own threads are not built for the
// thread sanitizer, which takes their hand-overs for races.
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

namespace {

class OpenCvOnOneThread : public ::testing::Environment {
 public:
  void SetUp() override { cv::setNumThreads(0); }
};

// GoogleTest owns it.
[[maybe_unused]] const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new OpenCvOnOneThread);

}  // namespace
