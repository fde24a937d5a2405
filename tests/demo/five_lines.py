import uapicheck

report = uapicheck.check("atlas:v5.2", "atlas:v5.8", targets=["arm64"])
print(report.verdict)
for finding in report.findings:
    print(finding.severity.name, finding.symbol, "-", finding.message)
