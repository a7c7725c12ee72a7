// Benchmarks of whole messages: SET/SUBJECT, where SET is varied or hot.
#pragma once

namespace baton::bench {

void register_message_benchmarks();

}  // namespace baton::bench
