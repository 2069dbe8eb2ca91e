#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

/// A part of a file, at most 1 MiB: what one key of the store holds.
struct piece {
  std::size_t file = 0;
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;
  std::string key; ///< "/usr/share/doc/x/copyright#0"
};

/// The files below some folders, cut into pieces.
struct data_set {
  std::vector<std::string> files;
  std::vector<piece> pieces;
  std::uint64_t bytes = 0;
};

/// Regular files that can be read; links are not followed.
data_set find_pieces(const std::vector<std::string>& folders);

std::vector<std::byte> read_piece(const data_set& data, const piece& p);

/// XXH3-64 over the pieces of one file in order.
class checksum {
 public:
  checksum();
  ~checksum();
  checksum(const checksum&) = delete;
  checksum& operator=(const checksum&) = delete;
  void add(const std::vector<std::byte>& bytes);
  std::uint64_t value() const;

 private:
  void* state_;
};

} // namespace demo
