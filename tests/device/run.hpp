// The program of the image.
#pragma once

namespace baton::device {

/// Tells the stories and prints what they cost; 0 if all went as it must.
int run() noexcept;

}  // namespace baton::device
