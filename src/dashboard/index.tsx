import { render } from "preact";
import { Dashboard } from "./dashboard.js";

const root = document.getElementById("app");
if (root) render(<Dashboard />, root);
