// Runs before the first paint, so that a chosen theme does not flash; without a choice the system's applies.
try {
  const theme = window.localStorage.getItem('winnow.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme applies.
}
