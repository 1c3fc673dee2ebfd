/** What other settings would have made of a recording, side by side on one page. */
package io.ftte.cli.compare;
