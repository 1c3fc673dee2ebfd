/** What a run leaves behind for people and scripts: {@code report.json} and {@code report.html}. */
package io.ftte.cli.report;
