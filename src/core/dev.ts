import "./diagnose.js";
import "./tag.js";
import "./diagnose-counts.js";
