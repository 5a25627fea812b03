#include "cli/run_log.h"

#include <system_error>

#include "ansatz/error.h"
#include "cli/output.h"

namespace ansatz::cli {

RunLog::RunLog(Terminal& terminal, const std::string& data, const std::string& target, const std::filesystem::path& model) {
  run_->command = called_with("", {});
  std::error_code ignored;
  run_->folder = std::filesystem::current_path(ignored).string();
  run_->data = data;
  run_->target = target;
  run_->model = std::filesystem::absolute(model, ignored).string();
  try {
    if (const std::filesystem::path place = RunStore::usual_place(); !place.empty()) store_ = std::make_shared<RunStore>(place);
  } catch (const Error& error) {
    terminal.note(std::string(error.what()) + "; this run is not recorded");
  }
}

Callback RunLog::callback() const { return store_ ? record_run(store_, run_) : Callback{}; }

void RunLog::scored(const Metrics& metrics) const {
  if (!store_ || run_->id == 0) return;
  run_->test = metrics;
  try {
    store_->update(*run_);
  } catch (const Error&) {  // the model is written; a run without scores does no harm
  }
}

void RunLog::trial_of(std::int64_t first) const { run_->search = first > 0 ? first : -1; }

void RunLog::failed(const std::string& message) const {
  if (!store_ || run_->id == 0) return;
  run_->state = "failed";
  run_->message = message;
  try {
    store_->update(*run_);
  } catch (const Error&) {  // the fit's own error matters more
  }
}

}  // namespace ansatz::cli
