// Published faults of other stacks in dialogs, subscriptions, REFER, Replaces and NOTIFY (field notes, 3a;
// docs/transfer.md, "Published faults, row by row"). Faults that have a test elsewhere are not repeated here.
#include <algorithm>
#include <array>

#include "tests/agent/call_fixture.hpp"
#include "tests/agent/transferee_scene.hpp"
#include "tests/agent/transferor_scene.hpp"

namespace baton {
namespace {

/// Alice in a call with Bob, and strangers. At the end the call still stands and nothing was heard.
class OwedHostile : public TransfereeRows {
 protected:
  explicit OwedHostile(const StackOptions& options = {}) : TransfereeRows(options), mallory(scene, 5099, alice) {
    mallory.own_tag = "mallory-tag";
  }
  /// A dialog that there is not, as Mallory has it; without a To tag: out of every dialog.
  void pretend(const std::string& to_tag = {}) {
    mallory.call_id = "mallory-" + std::to_string(++pretended);
    mallory.local = "<" + mallory.uri() + ">;tag=" + mallory.own_tag;
    mallory.remote = "<" + alice.uri + ">" + (to_tag.empty() ? "" : ";tag=" + to_tag);
    mallory.target = alice.uri;
  }
  int answer_to(ScriptedPeer& peer) {
    int status = 0;
    for (auto packet = peer.expect("SIP/2.0 ", milliseconds(20)); packet;
         packet = peer.expect("SIP/2.0 ", milliseconds(20))) {
      status = std::stoi(packet->text.substr(8, 3));
      if (status >= 200) break;
    }
    return status;
  }
  void expect_unharmed() {
    EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
    bob.forget();
    bob.request("OPTIONS");
    EXPECT_TRUE(bob.expect("SIP/2.0 200", seconds(1)));
    for (const Packet& packet : scene.log) EXPECT_FALSE(packet.text.starts_with("INVITE")) << packet.text;
  }
  ScriptedPeer mallory;
  int pretended = 0;
};

TEST_F(OwedHostile, Cve2014_4045_AnEndOfNoSubscriptionIs403InALiveDialogAnd481WithoutOne) {
  bob.request("SUBSCRIBE", "Event: refer;id=4711\r\nExpires: 0\r\n");
  EXPECT_EQ(answer_to(bob), 403);
  bob.request("SUBSCRIBE", "Event: refer\r\nExpires: 0\r\n");
  EXPECT_EQ(answer_to(bob), 403);
  pretend("no-such-tag");
  mallory.request("SUBSCRIBE", "Event: refer;id=4711\r\nExpires: 0\r\n");
  EXPECT_EQ(answer_to(mallory), 481);
  expect_unharmed();
}

TEST_F(OwedHostile, Cve2018_7284_ThousandsOfListHeaders) {
  const std::array<const char*, 8> lists = {"Accept: application/x",   "Allow: NOTIFY", "Supported: x",
                                            "Require: x",              "Contact: <sip:a@127.0.0.1>",
                                            "Record-Route: <sip:a@127.0.0.1;lr>", "Allow-Events: refer",
                                            "Via: SIP/2.0/UDP 127.0.0.1:5091;branch=z9hG4bKx"};
  for (const char* const line : lists) {
    for (const char* const method : {"SUBSCRIBE", "REFER", "NOTIFY"}) {
      for (const std::size_t count : {200U, 1000U, 3000U}) {
        std::string many = "Event: refer\r\nExpires: 0\r\n" + refer_to();
        if (std::string_view(line).starts_with("Require")) many += "Proxy-Require: none\r\n";
        for (std::size_t i = 0; i < count && many.size() < 64'000; ++i) many += std::string(line) + "\r\n";
        const std::size_t received = alice.count(EventKind::refer_received);
        bob.forget();
        bob.request(method, many);
        const int status = answer_to(bob);
        const bool passed = alice.count(EventKind::refer_received) != received;
        // With more Vias than are read there is no way back (core contract: dropped).
        const bool lost = std::string_view(line).starts_with("Via") && count > alice.limits.headers;
        EXPECT_EQ(status, passed || lost ? 0 : std::max(status, 200)) << line << ' ' << count << ": nothing came";
        if (passed) {
          (void)alice.stack().reject_refer(scene.now, transfer);
          scene.run(milliseconds(20));
        }
      }
    }
  }
  expect_unharmed();
}

// A list in one line, past what any table holds.
TEST_F(OwedHostile, Cve2018_7284_ThousandsOfWordsInOneList) {
  for (const char* const name : {"Accept", "Require", "Supported", "Allow"}) {
    std::string line = std::string(name) + ": a";
    while (line.size() < 60'000) line += ",a" + std::to_string(line.size());
    const std::size_t received = alice.count(EventKind::refer_received);
    bob.request("REFER", refer_to() + line + "\r\n");
    const int status = answer_to(bob);
    const bool passed = alice.count(EventKind::refer_received) != received;
    EXPECT_EQ(status, passed ? 0 : std::max(status, 400)) << name << ": answered, or let in";
    if (passed) {
      (void)alice.stack().reject_refer(scene.now, transfer);
    }
    scene.run(milliseconds(20));
    bob.forget();
  }
  expect_unharmed();
}

TEST_F(OwedHostile, Cve2026_45809_ReferToReferredByAndReplacesOf64KiB) {
  for (const std::size_t size : {255U, 256U, 1023U, 1024U, 4096U, 32'768U, 64'000U}) {
    const std::string junk(size, 'x');
    const std::string lines[] = {
        "Refer-To: <sip:" + junk + "@127.0.0.1:5092>\r\n",
        "Refer-To: <" + carol.uri() + ";p=" + junk + ">\r\n",
        "Refer-To: <" + carol.uri() + "?Replaces=" + junk + "%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n",
        "Refer-To: <" + carol.uri() + "?Replaces=a%3Bto-tag%3D" + junk + "%3Bfrom-tag%3D2>\r\n",
        "Refer-To: \"" + junk + "\" <" + carol.uri() + ">\r\n",
        refer_to() + "Referred-By: <sip:" + junk + "@x>\r\n",
        refer_to() + "Referred-By: <sip:b@x>;cid=\"" + junk + "@x\"\r\n",
    };
    for (const std::string& refer : lines) {
      const std::size_t received = alice.count(EventKind::refer_received);
      send_refer(refer);
      if (alice.count(EventKind::refer_received) == received) {
        EXPECT_GE(answer_to(bob), 400) << size << refer.substr(0, 40);
      } else {
        // It passes if there is room for it; nothing of it is cut.
        const auto made = alice.stack().accept_refer(scene.now, transfer);
        if (made) {
          const auto invited = carol.expect("INVITE", milliseconds(20));
          if (invited) {
            EXPECT_NE(invited->text.find(refer.find('"') == 10 ? carol.uri() : junk), std::string::npos);
          }
          (void)alice.stack().hang_up(scene.now, *made);
        } else {
          EXPECT_EQ(alice.stack().state(transfer), TransferState::undecided);
          (void)alice.stack().reject_refer(scene.now, transfer);
        }
        for (int i = 0; i < 400; ++i) {
          scene.run(milliseconds(100));
          while (const auto notify = bob.expect("NOTIFY", milliseconds(1))) bob.respond(*notify, 200);
        }
      }
      bob.forget();
      carol.forget();
    }
    pretend();
    mallory.request("INVITE", "Require: replaces\r\nReplaces: " + junk + ";to-tag=1;from-tag=2\r\n", "application/sdp",
                    simulation::sdp);
    EXPECT_GE(answer_to(mallory), 400) << size;
  }
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

TEST_F(OwedHostile, Cve2020_35652_UrisThatAreNotSipEverywhere) {
  for (const char* const uri : {"tel:+15551234", "urn:service:sos", "mailto:a@example.com", "http://example.com/?a=b",
                                "tel:", "urn:", "x:y", "sip:", "*"}) {
    SCOPED_TRACE(uri);
    const std::string value = "<" + std::string(uri) + ">";
    bob.request("REFER", "Refer-To: " + value + "\r\n");
    EXPECT_GE(answer_to(bob), 400);
    const std::string lines[] = {refer_to() + "Referred-By: " + value + "\r\n",
                                 refer_to() + "History-Info: " + value + ";index=1\r\nDiversion: " + value + "\r\n"};
    for (const std::string& refer : lines) {
      const std::size_t received = alice.count(EventKind::refer_received);
      send_refer(refer);
      if (alice.count(EventKind::refer_received) != received) {
        EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
        scene.run(milliseconds(5));
      }
      EXPECT_GE(answer_to(bob), 400);
    }
    // A Contact that nobody can be reached at: refused, or the dialog's target stays what it was.
    bob.contact = uri;
    const std::size_t heard = alice.count(EventKind::refer_received);
    send_refer();
    if (alice.count(EventKind::refer_received) != heard) {
      EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
      scene.run(milliseconds(5));
    }
    EXPECT_GE(answer_to(bob), 400);
    bob.contact.clear();
    pretend();
    mallory.local = value + ";tag=m";
    mallory.request("REFER", refer_to());
    EXPECT_GE(answer_to(mallory), 400);
    pretend();
    mallory.contact = uri;
    mallory.request("INVITE", {}, "application/sdp", simulation::sdp);
    EXPECT_GE(answer_to(mallory), 400);
    mallory.contact.clear();
    mallory.target = uri;  // as the Request-URI
    for (const char* const method : {"INVITE", "OPTIONS"}) {
      mallory.request(method, {}, "application/sdp", simulation::sdp);
      const int status = answer_to(mallory);
      EXPECT_TRUE(status == 0 || status >= 400) << method << status;
    }
  }
  expect_unharmed();
}

TEST_F(OwedHostile, Cve2021_37624_NothingOfAStrangerIsHeededUnasked) {
  for (const char* const method : {"REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH", "INFO", "UPDATE", "PRACK"}) {
    for (const char* const event : {"refer", "presence", "dialog"}) {
      pretend();
      mallory.request(method, refer_to() + "Event: " + event + "\r\nSubscription-State: active\r\nExpires: 60\r\n",
                      "text/plain", "hello");
      const int status = answer_to(mallory);
      EXPECT_GE(status, 400) << method;
      EXPECT_LT(status, 700) << method;
      if (std::string_view(method) == "REFER") {
        EXPECT_EQ(status, 403);
      }
    }
  }
  for (const Heard& event : alice.heard) EXPECT_NE(event.kind, EventKind::refer_received);
  EXPECT_EQ(alice.stack().usage().dialogs.used, 1u) << "and no dialog was made";
  expect_unharmed();
}

TEST_F(OwedHostile, Cve2026_116779_MetacharactersStayOctetsOfTheUri) {
  for (const char* const user :
       {"a;rm%20-rf%20%2f", "$(reboot)", "a%60id%60", "a&b=c", "a'--", "%24%7Bjndi:x%7D", "..%2f..%2fetc", "~!*()"}) {
    const std::string uri = "sip:" + std::string(user) + "@127.0.0.1:5092";
    send_refer("Refer-To: <" + uri + ">\r\n");
    accept();
    EXPECT_EQ(invite.first_line(), "INVITE " + uri + " SIP/2.0");
    carol.respond(invite, 486);
    scene.run(seconds(1));
    while (const auto notify = bob.expect("NOTIFY", seconds(1))) bob.respond(*notify, 200);
    carol.forget();
  }
  for (const char* const user : {"a`id`", "a|b", "a\"b", "a b", "a<b", "a\\b", "a{b}", "%zz", "a^b"}) {
    const std::size_t received = alice.count(EventKind::refer_received);
    send_refer("Refer-To: <sip:" + std::string(user) + "@127.0.0.1:5092>\r\n");
    EXPECT_TRUE(bob.expect("SIP/2.0 400", seconds(1))) << user;
    EXPECT_EQ(alice.count(EventKind::refer_received), received) << user;
  }
  EXPECT_EQ(alice.stack().state(call), CallState::confirmed);
}

}  // namespace
}  // namespace baton
