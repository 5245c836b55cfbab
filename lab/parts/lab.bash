# Sources all parts of the lab, in the order of their dependencies.

parts=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=lab/parts/place.bash
source "$parts/place.bash"
# shellcheck source=lab/parts/shape.bash
source "$parts/shape.bash"
# shellcheck source=lab/parts/process.bash
source "$parts/process.bash"
# shellcheck source=lab/parts/network.bash
source "$parts/network.bash"
# shellcheck source=lab/parts/node.bash
source "$parts/node.bash"
# shellcheck source=lab/parts/program.bash
source "$parts/program.bash"
# shellcheck source=lab/parts/services.bash
source "$parts/services.bash"
# shellcheck source=lab/parts/image.bash
source "$parts/image.bash"
# shellcheck source=lab/parts/swarm.bash
source "$parts/swarm.bash"
# shellcheck source=lab/parts/remove.bash
source "$parts/remove.bash"

# use_engine ENGINE: sets engine_bin to the folder with the programs of that engine.
use_engine() { engine_bin=$checkout/.tools/engine-$1/bin; }
