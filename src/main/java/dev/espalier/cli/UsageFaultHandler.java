package dev.espalier.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in two lines what is wrong with the arguments and where help is, instead of a screen of usage. */
final class UsageFaultHandler implements IParameterExceptionHandler {

    static final int EXIT_CODE = 2;

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("espalier: " + fault.getMessage());
        UnmatchedArgumentException.printSuggestions(fault, err);
        err.println("          try: " + command.getCommandSpec().qualifiedName() + " --help");
        return EXIT_CODE;
    }
}
