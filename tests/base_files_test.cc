#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/error_of.h"

namespace fs = std::filesystem;
using ansatz::read_file;
using ansatz::write_file;

namespace {

/// A folder of the test's own, removed at the end.
class Files : public testing::Test {
 protected:
  Files() { fs::create_directories(folder); }
  ~Files() override {
    fs::permissions(folder, fs::perms::owner_all);
    fs::remove_all(folder);
  }

  template <class Function> std::string error_of(Function function) {
    std::string text = ::error_of(function);
    for (std::size_t at; (at = text.find(folder.string())) != std::string::npos;)
      text.replace(at, folder.string().size(), "DIR");
    return text;
  }

  std::size_t entries() { return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {})); }

  const fs::path folder = fs::temp_directory_path() / ("ansatz_files_" + std::to_string(::getpid()));
};

TEST_F(Files, WhatWasWrittenIsRead) {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(i * 7);
  for (const std::string& content : {std::string(), std::string("a"), bytes}) {
    write_file(folder / "x", content);
    EXPECT_EQ(read_file(folder / "x"), content);
  }
  EXPECT_EQ(entries(), 1u) << "a temporary file was left";
}

TEST_F(Files, AReplacedFileKeepsItsPermissionsAndLinks) {
  write_file(folder / "x", "old");
  fs::permissions(folder / "x", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("x", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_EQ(read_file(folder / "x"), "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(fs::status(folder / "x").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Files, WhatIsNoRegularFileIsWrittenTo) {
  write_file("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(Files, ReadingSaysWhatIsWrong) {
  EXPECT_EQ(error_of([&] { read_file(folder / "x.csv"); }), "there is no file \"DIR/x.csv\"");
  EXPECT_EQ(error_of([&] { read_file(folder); }), "\"DIR\" is a folder, not a file");
  write_file(folder / "x", "");
  EXPECT_EQ(error_of([&] { read_file(folder / "x" / "y"); }), "there is no file \"DIR/x/y\"");
  if (::geteuid() == 0) return;  // root may read everything
  fs::permissions(folder / "x", fs::perms::none);
  EXPECT_EQ(error_of([&] { read_file(folder / "x"); }), "cannot read \"DIR/x\": permission denied");
}

TEST_F(Files, WritingSaysWhatIsWrong) {
  EXPECT_EQ(error_of([&] { write_file(folder / "no" / "x", ""); }),
            "there is no folder \"DIR/no\" to write \"DIR/no/x\" into");
  EXPECT_EQ(error_of([&] { write_file(folder, ""); }), "\"DIR\" is a folder, not a file");
  write_file(folder / "x", "");
  EXPECT_EQ(error_of([&] { write_file(folder / "x" / "y", ""); }), "\"DIR/x\" is no folder to write \"DIR/x/y\" into");
  EXPECT_EQ(error_of([&] { write_file("", ""); }), "\"\" is no name for a file");
  EXPECT_EQ(error_of([&] { write_file("/dev/full", "x"); }), "cannot write \"/dev/full\": the disk is full");
  if (::geteuid() == 0) return;  // root may write everywhere
  fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(error_of([&] { write_file(folder / "z", ""); }), "cannot write into the folder \"DIR\": permission denied");
  EXPECT_EQ(read_file(folder / "x"), "");
}

TEST_F(Files, AWriteThatFailsHalfwayLeavesTheOldFile) {
  write_file(folder / "x", "old");
  rlimit limit = {};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small = {1000, limit.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string error = error_of([&] { write_file(folder / "x", std::string(5000, 'n')); });
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(error, "cannot write \"DIR/x\": the file would be larger than allowed");
  EXPECT_EQ(read_file(folder / "x"), "old");
  EXPECT_EQ(entries(), 1u) << "a temporary file was left";
}

// A killed process can't remove what it was writing; the next one that saves the same file does.
TEST_F(Files, WhatAKilledProcessLeftIsRemovedByTheNextSave) {
  const std::string content(1 << 20, 'x');
  const auto killed_while_writing = [&](const char* name) {
    const pid_t child = ::fork();
    if (child == 0) {
      while (true) write_file(folder / name, content);
    }
    // Its temporary file is there most of the time.
    while (true) {
      for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".tmp" && entry.path().filename().string().starts_with("." + std::string(name))) {
          ::kill(child, SIGKILL);
          ::waitpid(child, nullptr, 0);
          return;
        }
    }
  };
  const auto temporary = [&](const char* name) {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder))
      count += entry.path().extension() == ".tmp" && entry.path().filename().string().starts_with("." + std::string(name));
    return count;
  };
  while (temporary("x.bin") == 0) killed_while_writing("x.bin");
  while (temporary("y.bin") == 0) killed_while_writing("y.bin");
  std::ofstream(folder / ".x.bin.tmp") << "somebody else's";
  std::ofstream(folder / ".x.bin.00000000-1-0.tmp") << "another machine's";
  write_file(folder / "x.bin", "new");
  EXPECT_EQ(read_file(folder / "x.bin"), "new");
  EXPECT_EQ(temporary("x.bin"), 2);
  EXPECT_EQ(temporary("y.bin"), 1) << "another file's";
}

}  // namespace
