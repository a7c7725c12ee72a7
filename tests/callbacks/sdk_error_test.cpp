// The numbers of the SDK: their names, their texts, and what they are for each error of the core.
#include "baton/sdk_error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace baton {
namespace {

TEST(SdkErrors, KnowTheirNamesAndTexts) {
  EXPECT_EQ(sdk_error_name(0), "none");
  EXPECT_EQ(sdk_error_name(-60043), "call_is_closed");
  EXPECT_EQ(sdk_error_name(-95000), "refer_pending");
  EXPECT_EQ(sdk_error_name(-60044), "call_already_held");
  EXPECT_EQ(sdk_error_name(-60050), "call_not_held");
  EXPECT_EQ(sdk_error_name(-95005), "same_session");
  EXPECT_EQ(sdk_error_name(-95006), "no_transfer");
  EXPECT_EQ(sdk_error_name(-1), "");
  EXPECT_EQ(sdk_error_text(-60062), "no session has this id");
  EXPECT_EQ(sdk_error_text(17), "unknown error");
}

TEST(SdkErrors, CompareWithWhatCommandsReturn) {
  EXPECT_TRUE(-60043 == SdkError::call_is_closed);
  EXPECT_FALSE(1 == SdkError::none);
}

TEST(SdkErrors, CoverEveryErrorOfTheCore) {
  for (unsigned value = 0; value < errc_count; ++value) {
    const Errc error = static_cast<Errc>(value);
    const Int32 number = to_int(sdk_error(error));
    EXPECT_FALSE(sdk_error_name(number).empty()) << name(error);
    EXPECT_EQ(number == 0, error == Errc::ok) << name(error);
  }
}

TEST(SdkErrors, TellApartWhatTheApplicationCanActOn) {
  EXPECT_EQ(sdk_error(Errc::bad_uri), SdkError::invalid_uri);
  EXPECT_EQ(sdk_error(Errc::calls_full), SdkError::no_free_session);
  EXPECT_EQ(sdk_error(Errc::transfers_full), SdkError::no_free_session);
  EXPECT_EQ(sdk_error(Errc::transactions_full), SdkError::send_failed);
  EXPECT_EQ(sdk_error(Errc::no_flow), SdkError::no_transport);
  EXPECT_EQ(sdk_error(Errc::unsupported_uri), SdkError::unsupported_target);
  EXPECT_EQ(sdk_error(Errc::same_call), SdkError::same_session);
  EXPECT_EQ(sdk_error(Errc::refer_mismatch), SdkError::refer_text_mismatch);
  EXPECT_EQ(sdk_error(Errc::forbidden_status), SdkError::forbidden_status);
  EXPECT_EQ(sdk_error(Errc::message_too_long), SdkError::argument_too_long);
}

}  // namespace
}  // namespace baton
