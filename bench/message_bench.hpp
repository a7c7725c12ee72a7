// Benchmarks of whole messages: SET/LEVEL for Baton, SET/typed/NAME for another stack.
#pragma once

namespace baton::bench {

void register_message_benchmarks();

}  // namespace baton::bench
