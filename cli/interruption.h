// Ctrl-C and SIGTERM while something runs.
#pragma once

#include <signal.h>

namespace ansatz::cli {

/// The first of them asks politely: what runs sees `asked()` and comes to its end. The second ends the program at once.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  static bool asked() { return signal_ != 0; }
  /// "Ctrl-C" or "SIGTERM".
  static const char* name() { return signal_ == SIGTERM ? "SIGTERM" : "Ctrl-C"; }
  /// What a shell expects of a program that a signal ended: 130 or 143.
  static int exit_code() { return 128 + signal_; }

 private:
  struct sigaction interrupt_before_ = {}, terminate_before_ = {};
  static inline volatile sig_atomic_t signal_ = 0;
};

}  // namespace ansatz::cli
