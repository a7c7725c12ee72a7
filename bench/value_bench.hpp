// Benchmarks of single pieces, on the values of the varied messages: value/HEADER, uri/..., writer/...,
// stream/...
#pragma once

namespace baton::bench {

void register_value_benchmarks();   ///< one header value, one URI
void register_writer_benchmarks();  ///< one message written
void register_stream_benchmarks();  ///< messages out of a stream

}  // namespace baton::bench
