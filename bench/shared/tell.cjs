// Loaded into a program that is measured: at its end, it says what it took.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write(`\ntook ${userCPUTime + systemCPUTime} µs, ${maxRSS} KB`);
});
