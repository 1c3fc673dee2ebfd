package io.ftte.cli.experiment;

import java.util.List;

/** What an experiment file asks for. */
record Experiment(String name, List<Cell> cells) {}
