#include "base/programs.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/fail.h"

extern char** environ;

namespace ansatz {
namespace {

// The two ends of a pipe, closed when they are left.
struct Pipe {
  std::array<int, 2> ends = {-1, -1};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("no pipe to another program: {}", std::strerror(errno));
  }
  Pipe(const Pipe&) = delete;
  ~Pipe() { close(0), close(1); }
  void close(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

// Appends what can be read; false at the end.
bool read_some(int from, std::string& to) {
  std::array<char, 65536> bytes;
  const ssize_t count = read(from, bytes.data(), bytes.size());
  if (count > 0) to.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

}  // namespace

std::optional<std::string> run_program(const std::vector<std::string>& words, std::string_view input) {
  Pipe in, out, errors;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, errors.ends[1], 2);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t process = 0;
  const int error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) return std::nullopt;
  if (error != 0) fail("{} can't be started: {}", words[0], std::strerror(error));
  in.close(0), out.close(1), errors.close(1);
  // A program that ends early must not end this one: the signal is held back in this thread, and taken away.
  sigset_t broken, before;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken, &before);
  fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  std::string output, said;
  bool pipe_broke = false;
  while (out.ends[0] >= 0 || errors.ends[0] >= 0) {
    if (input.empty()) in.close(1);
    std::array<pollfd, 3> places = {pollfd{in.ends[1], POLLOUT, 0}, pollfd{out.ends[0], POLLIN, 0}, pollfd{errors.ends[0], POLLIN, 0}};
    if (poll(places.data(), places.size(), -1) < 0 && errno != EINTR) break;
    if (places[0].revents != 0) {
      const ssize_t count = write(in.ends[1], input.data(), input.size());
      if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
      if (count < 0 && errno != EAGAIN && errno != EINTR) input = {}, pipe_broke = errno == EPIPE;
    }
    if (places[1].revents != 0 && !read_some(out.ends[0], output)) out.close(0);
    if (places[2].revents != 0 && !read_some(errors.ends[0], said)) errors.close(0);
  }
  const timespec now = {};
  if (pipe_broke) sigtimedwait(&broken, nullptr, &now);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    fail("{} failed: {}", words[0], said.empty() ? "it said nothing" : said.substr(0, said.find('\n')));
  return output;
}

}  // namespace ansatz
