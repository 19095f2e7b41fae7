import "./tag.js";
import { startStorageGuard } from "./start-storage-guard.js";

// `kivok-storage.js`, which takes the place of `kivok.js` where `localStorage` is guarded as well.
startStorageGuard(true);
