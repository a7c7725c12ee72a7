// What the command's exit codes mean; each subcommand's --help lists those that it gives.
#pragma once

namespace baton::cli {

enum ExitCode : int {
  exit_success = 0,
  exit_failed = 1,         ///< demo: the story went wrong; parse: a message was rejected
  exit_file = 2,           ///< a file cannot be read or written
  exit_bad_uri = 3,        ///< a URI is malformed, of a kind we cannot call, or its host is unknown
  exit_socket = 4,         ///< no socket: the port is in use, the address is not ours
  exit_no_answer = 5,      ///< nobody answered the call in time
  exit_call_rejected = 6,  ///< the call was refused
  exit_refer_rejected = 7,   ///< the peer refused to be transferred
  exit_transfer_failed = 8,  ///< the peer tried the transfer and it failed
  exit_hung_up = 9,          ///< the peer hung up before it could be transferred
  exit_usage = 64,           ///< options that make no sense
  exit_interrupted = 130,    ///< SIGINT or SIGTERM before the work was done
};

}  // namespace baton::cli
