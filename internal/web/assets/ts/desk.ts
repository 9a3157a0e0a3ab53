import { Composer } from "./composer";

// The secretary's room: writing without waiting for the network, and losing nothing.

customElements.define("x-composer", Composer);
