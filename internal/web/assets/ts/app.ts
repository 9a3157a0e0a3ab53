import { startAutosave } from "./autosave";
import { startConnection } from "./connection";
import { startDialogs } from "./dialog";
import { startDirty } from "./dirty";
import { startEnhance } from "./enhance";
import { startKeys } from "./keys";
import { startListen } from "./listen";
import { startLive } from "./live";
import { startOpeners } from "./opener";
import { startReorder } from "./reorder";
import { startRollCall } from "./rollcall";
import { noteMember } from "./member";
import { say } from "./say";
import { startSignOut } from "./signout";
import { startTime } from "./time";
import { startWorker } from "./worker";

// What every page has. Each part looks for what is its own; none needs another to have begun.

startDirty();
startTime();
startConnection();
startDialogs();
startKeys();
startOpeners();
startReorder();
startRollCall();
startSignOut();
startEnhance();
startAutosave();
startListen();
startLive();
noteMember(document.documentElement.dataset["member"] ?? "");
void startWorker();

// desk.js is another bundle, and says through the same region, so that the two do not talk at once.
document.addEventListener("samverkan:say", (e) => say((e as CustomEvent<string>).detail));
