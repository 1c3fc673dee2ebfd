/** What a record says: versions, contributions, refusals; one version; one device. */
package io.ftte.cli.inspect;
