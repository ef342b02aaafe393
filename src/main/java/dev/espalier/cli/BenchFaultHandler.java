package dev.espalier.cli;

import dev.espalier.EspalierException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints a broken bench as three short lines; a stack trace only when it was asked for. */
final class BenchFaultHandler implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (fault instanceof EspalierException bench) {
            print(bench, err);
        } else {
            err.println("espalier: internal error: " + fault);
            err.println("          try:    again with --stacktrace, and report what it prints");
        }
        if (command.getCommand() instanceof CommonOptions.Holder holder && holder.common().stacktrace) {
            fault.printStackTrace(err);
        }
        return 2;
    }

    static void print(EspalierException fault, PrintWriter err) {
        err.println("espalier: wanted: " + fault.wanted());
        err.println("          seen:   " + fault.seen());
        err.println("          try:    " + fault.advice());
    }
}
