/** Commands about the job and its topics: run it, replay a recording, create and check topics. */
package io.ftte.cli.job;
