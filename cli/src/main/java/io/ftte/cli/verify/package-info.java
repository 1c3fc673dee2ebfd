/** Whether a record gives the versions that were published, and if not, from where on. */
package io.ftte.cli.verify;
