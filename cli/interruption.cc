#include "cli/interruption.h"

namespace ansatz::cli {

Interruption::Interruption() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { signal_ = signal; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, nullptr, &interrupt_before_);
  sigaction(SIGTERM, &action, &terminate_before_);
  // A shell that starts a job in the background lets it ignore Ctrl-C; so it stays.
  if (interrupt_before_.sa_handler != SIG_IGN) sigaction(SIGINT, &action, nullptr);
}

Interruption::~Interruption() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
}

}  // namespace ansatz::cli
