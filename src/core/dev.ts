import "./diagnose.js";
import "./tag.js";
