// Files that gzip packed (RFC 1952).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ansatz {

/// By its first two bytes.
bool is_gzip(std::string_view content);

/// All members, one after the other. Throws when the content is cut short or corrupt, or when it would fill more than
/// half of the memory that is free; `path` is the name for messages.
std::string gunzip(std::string_view content, const std::filesystem::path& path);

}  // namespace ansatz
