#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "ansatz/runs.h"
#include "base/fail.h"

namespace ansatz {
namespace {

using Json = nlohmann::json;

constexpr int busy_milliseconds = 5000;
constexpr const char* schema = R"(
CREATE TABLE IF NOT EXISTS runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT DEFAULT CURRENT_TIMESTAMP, state TEXT, command TEXT, folder TEXT,
  data TEXT, target TEXT, model TEXT, inferred TEXT, architecture TEXT, metric TEXT, best REAL, epochs INTEGER,
  seconds REAL, test TEXT, message TEXT, process INTEGER, search INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS curves(
  run INTEGER, epoch INTEGER, training_loss REAL, validation REAL, best INTEGER, seconds REAL,
  PRIMARY KEY(run, epoch)) WITHOUT ROWID;
)";
// `inferred`: what stands in that column's place.
std::string columns(const char* inferred) {
  return fmt::format(
      "id, started, state, command, folder, data, target, model, {}, architecture, metric, best, epochs, seconds, test, "
      "message, process, search",
      inferred);
}

// One statement, from its text to its rows.
class Statement {
 public:
  Statement(sqlite3* database, const std::string& text) : database_(database) {
    check(sqlite3_prepare_v2(database, text.c_str(), -1, &statement_, nullptr));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(const std::string& text) {
    check(sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT));
    return *this;
  }
  Statement& bind(std::int64_t number) {
    check(sqlite3_bind_int64(statement_, ++bound_, number));
    return *this;
  }
  Statement& bind(double number) {  // NaN becomes NULL
    check(sqlite3_bind_double(statement_, ++bound_, number));
    return *this;
  }
  /// Goes to the next row; false behind the last.
  bool step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    check(result);
    return false;
  }
  void again() {
    sqlite3_reset(statement_);
    bound_ = 0;
  }
  std::string text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : "";
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  double real(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL ? NAN : sqlite3_column_double(statement_, column);
  }

 private:
  void check(int result) const {
    if (result != SQLITE_OK && result != SQLITE_DONE) fail("{}", sqlite3_errmsg(database_));
  }
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Run run_of(const Statement& row) {
  Run run;
  run.id = row.integer(0);
  run.started = row.text(1);
  run.state = row.text(2);
  run.command = row.text(3);
  run.folder = row.text(4);
  run.data = row.text(5);
  run.target = row.text(6);
  run.model = row.text(7);
  const Json test = Json::parse(row.text(14), nullptr, false);
  if (const std::string text = row.text(8); !text.empty())
    for (const Json& line : Json::parse(text, nullptr, false))
      if (line.is_string()) run.inferred.push_back(line.get<std::string>());
  run.architecture = row.text(9);
  run.metric = row.text(10);
  run.best = row.real(11);
  run.epochs = static_cast<int>(row.integer(12));
  run.seconds = row.real(13);
  if (test.is_object())
    for (const auto& [name, value] : test.items())
      if (value.is_number()) run.test[name] = value.get<double>();
  run.message = row.text(15);
  run.process = row.integer(16);
  run.search = row.integer(17);
  if (run.state == "running" && ::kill(static_cast<pid_t>(run.process), 0) != 0 && errno == ESRCH) {
    run.state = "failed";
    run.message = "its process ended without a word";
  }
  return run;
}

void bind_all(Statement& statement, const Run& run) {
  statement.bind(run.state).bind(run.command).bind(run.folder).bind(run.data).bind(run.target).bind(run.model);
  statement.bind(dumped(run.inferred)).bind(run.architecture).bind(run.metric).bind(run.best);
  statement.bind(static_cast<std::int64_t>(run.epochs)).bind(run.seconds).bind(dumped(run.test)).bind(run.message);
  statement.bind(run.process).bind(run.search);
}

}  // namespace

struct RunStore::Parts {
  std::filesystem::path path;
  sqlite3* database = nullptr;
  ~Parts() { sqlite3_close(database); }

  void execute(const char* text) const {
    if (sqlite3_exec(database, text, nullptr, nullptr, nullptr) != SQLITE_OK) fail("{}", sqlite3_errmsg(database));
  }
  // The work with the file's name in what it throws.
  template <class Work>
  auto named(Work work) const {
    try {
      return work();
    } catch (const Error& error) {
      fail("the store of runs {}: {}", path.string(), error.what());
    }
  }
};

RunStore::RunStore(const std::filesystem::path& path) : parts_(std::make_unique<Parts>()) {
  parts_->path = path;
  parts_->named([&] {
    std::error_code error;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
    if (error) fail("its folder can't be made: {}", error.message());
    if (sqlite3_open_v2(path.c_str(), &parts_->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK)
      fail("{}", sqlite3_errmsg(parts_->database));
    sqlite3_busy_timeout(parts_->database, busy_milliseconds);
    // Readers don't wait for writers; a power failure may cost the last run, never the file.
    parts_->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
    parts_->execute(schema);
    // A store from before there were searches.
    Statement known(parts_->database, "SELECT COUNT(*) FROM pragma_table_info('runs') WHERE name='search'");
    known.step();
    if (known.integer(0) == 0) parts_->execute("ALTER TABLE runs ADD COLUMN search INTEGER DEFAULT 0");
  });
}
RunStore::~RunStore() = default;
RunStore::RunStore(RunStore&&) noexcept = default;
RunStore& RunStore::operator=(RunStore&&) noexcept = default;

std::filesystem::path RunStore::usual_place() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const std::string place = variable("ANSATZ_RUNS"); !place.empty()) return place == "off" ? "" : place;
  if (const std::string folder = variable("XDG_DATA_HOME"); !folder.empty())
    return std::filesystem::path(folder) / "ansatz" / "runs.db";
  if (const std::string home = variable("HOME"); !home.empty())
    return std::filesystem::path(home) / ".local" / "share" / "ansatz" / "runs.db";
  return {};
}

std::int64_t RunStore::add(const Run& run) {
  return parts_->named([&] {
    Statement insert(parts_->database,
                     "INSERT INTO runs(state, command, folder, data, target, model, inferred, architecture, metric, best, "
                     "epochs, seconds, test, message, process, search) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bind_all(insert, run);
    insert.step();
    return static_cast<std::int64_t>(sqlite3_last_insert_rowid(parts_->database));
  });
}

void RunStore::update(const Run& run) {
  parts_->named([&] {
    parts_->execute("BEGIN IMMEDIATE");
    try {
      Statement update(parts_->database,
                       "UPDATE runs SET state=?, command=?, folder=?, data=?, target=?, model=?, inferred=?, "
                       "architecture=?, metric=?, best=?, epochs=?, seconds=?, test=?, message=?, process=?, search=? WHERE id=?");
      bind_all(update, run);
      update.bind(run.id).step();
      Statement known(parts_->database, "SELECT COALESCE(MAX(epoch), 0) FROM curves WHERE run=?");
      known.bind(run.id).step();
      Statement insert(parts_->database, "INSERT INTO curves VALUES(?,?,?,?,?,?)");
      for (auto i = static_cast<std::size_t>(known.integer(0)); i < run.history.size(); ++i) {
        const Progress& each = run.history[i];
        insert.bind(run.id).bind(static_cast<std::int64_t>(i + 1)).bind(each.training_loss).bind(each.validation);
        insert.bind(static_cast<std::int64_t>(each.best)).bind(each.seconds).step();
        insert.again();
      }
      parts_->execute("COMMIT");
    } catch (...) {
      sqlite3_exec(parts_->database, "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  });
}

std::vector<Run> RunStore::list(std::int64_t limit, bool trials) const {
  return parts_->named([&] {
    Statement select(parts_->database, fmt::format("SELECT {} FROM runs {} ORDER BY id DESC LIMIT ?", columns("''"),
                                                          trials ? "" : "WHERE search=0"));
    select.bind(limit);
    std::vector<Run> runs;
    while (select.step()) runs.push_back(run_of(select));
    return runs;
  });
}

std::int64_t RunStore::count(bool trials) const {
  return parts_->named([&] {
    Statement select(parts_->database, trials ? "SELECT COUNT(*) FROM runs" : "SELECT COUNT(*) FROM runs WHERE search=0");
    select.step();
    return select.integer(0);
  });
}

std::optional<Run> RunStore::get(std::int64_t id) const {
  return parts_->named([&]() -> std::optional<Run> {
    Statement select(parts_->database, fmt::format("SELECT {} FROM runs WHERE id=?", columns("inferred")));
    if (!select.bind(id).step()) return std::nullopt;
    Run run = run_of(select);
    Statement curve(parts_->database,
                    "SELECT epoch, training_loss, validation, best, seconds FROM curves WHERE run=? ORDER BY epoch");
    curve.bind(id);
    while (curve.step()) {
      Progress progress;
      progress.epoch = static_cast<int>(curve.integer(0));
      progress.training_loss = curve.real(1);
      progress.validation = curve.real(2);
      progress.metric = run.metric;
      progress.best = curve.integer(3) != 0;
      progress.seconds = curve.real(4);
      run.history.push_back(progress);
    }
    return run;
  });
}

bool RunStore::remove(std::int64_t id) {
  return parts_->named([&] {
    Statement curve(parts_->database, "DELETE FROM curves WHERE run=?");
    curve.bind(id).step();
    Statement remove(parts_->database, "DELETE FROM runs WHERE id=?");
    remove.bind(id).step();
    return sqlite3_changes(parts_->database) > 0;
  });
}

}  // namespace ansatz
