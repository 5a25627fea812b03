#include "base/files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>

#include "base/crc32c.h"
#include "base/fail.h"

namespace ansatz {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that is closed at the end of its scope.
struct File {
  int descriptor = -1;
  explicit File(int opened) : descriptor(opened) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }
  /// False when what was written couldn't be kept (some file systems say so only here).
  bool close() {
    const int closing = descriptor;
    descriptor = -1;
    return closing < 0 || ::close(closing) == 0;
  }
};

/// Removes the file at the end of its scope unless it was kept.
struct Temporary {
  fs::path path;
  bool kept = false;
  explicit Temporary(fs::path name) : path(std::move(name)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!kept) ::unlink(path.c_str());
  }
};

std::string cause(int error) {
  switch (error) {
    case ENOSPC: return "the disk is full";
    case EDQUOT: return "the disk quota is used up";
    case EACCES:
    case EPERM: return "permission denied";
    case EROFS: return "the file system is read-only";
    case EFBIG: return "the file would be larger than allowed";
    default: return std::generic_category().message(error);
  }
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) {
  fail("cannot write \"{}\": {}", path.string(), cause(error));
}

void write_all(const File& file, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_to_write(path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The rename reaches the disk with its folder. Some file systems can't sync a folder; the data are safe there as far as
/// they can be.
void sync_folder(const fs::path& folder) {
  const File opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.descriptor >= 0) ::fsync(opened.descriptor);
}

/// What this machine's temporary files of `path` begin with. Others may share the folder, and know nothing of our
/// processes.
std::string temporary_prefix(const fs::path& path) {
  char machine[256] = {};
  ::gethostname(machine, sizeof machine - 1);
  const std::string name = path.filename().string().substr(0, 200);  // a file name has at most 255 bytes
  return fmt::format(".{}.{:08x}-", name, crc32c(machine));
}

/// Unique among this process's threads and the processes of the machine.
fs::path temporary_name(const fs::path& folder, const fs::path& path) {
  static std::atomic<unsigned> count{0};
  return folder / fmt::format("{}{}-{}.tmp", temporary_prefix(path), ::getpid(), count.fetch_add(1));
}

/// The process that such a name says; 0 for any other name.
pid_t writer_of(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix) || !name.ends_with(".tmp")) return 0;
  name.remove_prefix(prefix.size());
  name.remove_suffix(4);
  pid_t process = 0;
  unsigned count = 0;
  const char* const end = name.data() + name.size();
  const auto [dash, error] = std::from_chars(name.data(), end, process);
  if (error != std::errc() || process <= 0 || dash == end || *dash != '-') return 0;
  return std::from_chars(dash + 1, end, count).ptr == end ? process : 0;
}

/// Removes the temporary files of `path` whose processes were killed while they wrote.
void remove_stale(const fs::path& folder, const fs::path& path) {
  const std::string prefix = temporary_prefix(path);
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const pid_t process = writer_of(at->path().filename().string(), prefix);
    if (process == 0 || process == ::getpid() || ::kill(process, 0) == 0 || errno != ESRCH) continue;
    ::unlink(at->path().c_str());
  }
}

}  // namespace

std::string read_file(const fs::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor < 0) {
    if (errno == ENOENT || errno == ENOTDIR) fail("there is no file \"{}\"", path.string());
    fail("cannot read \"{}\": {}", path.string(), cause(errno));
  }
  struct stat status = {};
  if (::fstat(file.descriptor, &status) != 0) fail("cannot read \"{}\": {}", path.string(), cause(errno));
  if (S_ISDIR(status.st_mode)) fail("\"{}\" is a folder, not a file", path.string());
  // Some devices never end. A terminal does, and /dev/null is empty.
  struct stat null = {};
  const bool is_null = ::stat("/dev/null", &null) == 0 && null.st_rdev == status.st_rdev;
  if (S_ISBLK(status.st_mode) || (S_ISCHR(status.st_mode) && !is_null && !::isatty(file.descriptor)))
    fail("\"{}\" is a device, not a file", path.string());
  std::string content;
  std::size_t length = 0;
  // A pipe has no size, and a file may grow while it is read: one byte more than its size finds its end.
  content.resize(S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) + 1 : std::size_t{1} << 16);
  while (true) {
    if (length == content.size()) content.resize(2 * content.size());
    const ssize_t got = ::read(file.descriptor, content.data() + length, content.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read \"{}\": {}", path.string(), cause(errno));
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  content.resize(length);
  return content;
}

struct FileWriter::Parts {
  fs::path given, path, folder;
  std::optional<Temporary> temporary;  // none for a device or a pipe, which is written to
  std::optional<File> file;
};

FileWriter::FileWriter(const fs::path& given) : parts_(new Parts{given, given, {}, {}, {}}) {
  if (given.empty() || given.filename().empty()) fail("\"{}\" is no name for a file", given.string());
  fs::path& path = parts_->path;
  std::error_code ignored;
  if (fs::is_symlink(given, ignored)) {
    path = fs::weakly_canonical(given, ignored);
    if (ignored) fail("cannot write \"{}\": {}", given.string(), ignored.message());
  }
  struct stat status = {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail("\"{}\" is a folder, not a file", given.string());
  if (exists && !S_ISREG(status.st_mode)) {
    parts_->file.emplace(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (parts_->file->descriptor < 0) fail_to_write(given, errno);
    return;
  }

  const fs::path& folder = parts_->folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  parts_->temporary.emplace(temporary_name(folder, path));
  parts_->file.emplace(::open(parts_->temporary->path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (parts_->file->descriptor < 0) {
    const int error = errno;
    parts_->temporary->kept = true;
    if (error == ENOENT) fail("there is no folder \"{}\" to write \"{}\" into", folder.string(), given.string());
    if (error == ENOTDIR) fail("\"{}\" is no folder to write \"{}\" into", folder.string(), given.string());
    if (error == EACCES || error == EPERM || error == EROFS)
      fail("cannot write into the folder \"{}\": {}", folder.string(), cause(error));
    fail_to_write(given, error);
  }
  if (exists && ::fchmod(parts_->file->descriptor, status.st_mode & 07777) != 0) fail_to_write(given, errno);
}

FileWriter::~FileWriter() = default;

void FileWriter::write(std::string_view content) { write_all(*parts_->file, content, parts_->given); }

void FileWriter::finish() {
  File& file = *parts_->file;
  const fs::path& given = parts_->given;
  if (parts_->temporary && ::fsync(file.descriptor) != 0 && errno != EINVAL) fail_to_write(given, errno);
  if (!file.close()) fail_to_write(given, errno);
  if (!parts_->temporary) return;
  if (::rename(parts_->temporary->path.c_str(), parts_->path.c_str()) != 0) fail_to_write(given, errno);
  parts_->temporary->kept = true;
  sync_folder(parts_->folder);
  remove_stale(parts_->folder, parts_->path);
}

void write_file(const fs::path& path, std::string_view content) {
  FileWriter file(path);
  file.write(content);
  file.finish();
}

}  // namespace ansatz
