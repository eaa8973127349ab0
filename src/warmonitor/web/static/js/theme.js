// Before the first paint, so that a chosen theme does not flash: the only script that is not deferred.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
