#pragma once

#include <optional>

namespace carrick::tools {

/// For a program that may be process 1, as in a container: there every process that has lost its
/// parent becomes a child of it, and stays as a zombie until process 1 asks how it ended.
///
/// In any other process, and in the one that this makes, it returns nothing, and the program goes
/// on. In process 1 it makes that process, which does all the work; passes the signals on that are
/// for it; and returns its exit code (128 + n if signal n ended it) when it has ended. So nobody
/// but its own parent asks for the end of a child of the program. Before there are threads.
std::optional<int> be_first_process();

} // namespace carrick::tools
